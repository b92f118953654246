/* A TLS server on wolfSSL: wolfssl PORT CERTIFICATE KEY. One process for each connection. */
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    const char *answer = "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";
    struct sockaddr_in where = { .sin_family = AF_INET };
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    if (argc != 4) return 2;
    wolfSSL_Init();
    /* Every version that this build has. */
    WOLFSSL_CTX *context = wolfSSL_CTX_new(wolfSSLv23_server_method());
    if (wolfSSL_CTX_use_certificate_chain_file(context, argv[2]) != SSL_SUCCESS
        || wolfSSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) != SSL_SUCCESS) {
        fprintf(stderr, "certificate or key\n");
        return 1;
    }
    where.sin_port = htons((unsigned short)atoi(argv[1]));
    inet_pton(AF_INET, "127.0.0.1", &where.sin_addr);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&where, sizeof where) < 0 || listen(listener, 128) < 0) return 1;
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0 || fork() != 0) {
            close(connection);
            continue;
        }
        char request[4096];
        alarm(15);
        WOLFSSL *stream = wolfSSL_new(context);
        wolfSSL_set_fd(stream, connection);
        if (wolfSSL_accept(stream) == SSL_SUCCESS && wolfSSL_read(stream, request, sizeof request) > 0)
            wolfSSL_write(stream, answer, (int)strlen(answer));
        wolfSSL_shutdown(stream);
        wolfSSL_free(stream);
        close(connection);
        return 0;
    }
}
