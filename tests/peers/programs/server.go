// A TLS server on crypto/tls: server PORT CERTIFICATE KEY default|everything|hybrids.
package main

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	port, certificate, key, mode := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	config := &tls.Config{}
	switch mode {
	case "everything":
		config.MinVersion = tls.VersionTLS10
		for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			config.CipherSuites = append(config.CipherSuites, suite.ID)
		}
	case "hybrids":
		config.MinVersion = tls.VersionTLS13
		config.CurvePreferences = []tls.CurveID{tls.X25519MLKEM768, tls.SecP384r1MLKEM1024}
	}
	server := &http.Server{
		Addr:      "127.0.0.1:" + port,
		TLSConfig: config,
		ErrorLog:  log.New(io.Discard, "", 0),
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello\n") }),
	}
	log.Fatal(server.ListenAndServeTLS(certificate, key))
}
