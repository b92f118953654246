// A TLS server on Node.js, old and new: node server.js PORT CERTIFICATE KEY OPTIONS (JSON for tls.createServer).
var fs = require('fs');
var tls = require('tls');

var options = JSON.parse(process.argv[5]);
options.cert = fs.readFileSync(process.argv[3]);
options.key = fs.readFileSync(process.argv[4]);
var server = tls.createServer(options, function (stream) {
  stream.on('error', function () {});
  stream.on('data', function () {
    stream.end('HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n');
  });
});
// Broken handshakes are the purpose; none may end the server.
['clientError', 'tlsClientError', 'error'].forEach(function (name) {
  server.on(name, function () {});
});
process.on('uncaughtException', function () {});
server.listen(Number(process.argv[2]), '127.0.0.1');
