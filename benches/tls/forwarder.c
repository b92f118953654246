/*
 * A forwarder on loopback that delays, counts and, when asked, breaks connections.
 *
 *   forwarder --listen 127.0.0.1:0 --to 127.0.0.1:8443 [--addresses N] [--delay MS] [--seconds S]
 *             [--seed N] [--fault KIND:BYTES:PERMILLE]…
 *
 * Prints "ready PORT" when it listens, and on SIGTERM (or after S seconds) one line of JSON with its counts.
 *
 * The delay is that of a network MS milliseconds long: what one end sends, the other gets MS later, in order. A
 * connection is there at once for a client of a forwarder, where a real one takes a round trip; so the first bytes
 * of a client leave no earlier than one round trip after the connection was made. A client that connects ahead of
 * its need gains that round trip here as it would on a network, and no other client does.
 *
 * A fault strikes PERMILLE of the connections, each after a number of bytes from the server between 0 and BYTES:
 *   reset    the connection is reset
 *   close    it ends as if the server had closed it
 *   silence  nothing comes any more, and nothing ends
 *   tarpit   from there on one byte a second
 * Which connections and after how many bytes depends on the seed and the number of the connection alone.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 16384, MOST_QUEUED = 1 << 20, MOST_FAULTS = 8, MOST_ADDRESSES = 200 };
enum kind { NONE, RESET, CLOSE, SILENCE, TARPIT };
static const char *const KINDS[] = { "none", "reset", "close", "silence", "tarpit" };
static const uint64_t SECOND = 1000000;

struct chunk {
    struct chunk *next;
    uint64_t due;
    size_t length, sent;
    unsigned char data[];
};

/* One direction of a connection. */
struct way {
    struct link *link;
    int from, to;
    struct chunk *first, *last;
    size_t queued;
    bool watched, ended, passed_end;
    uint64_t end_due;
};

struct link {
    struct link *next;
    struct way up, down;
    uint64_t opened;
    enum kind fault;
    bool struck, reset;
    uint64_t left; /* bytes of the server that still pass */
    uint64_t drip; /* when the next byte of a tarpit is due */
};

struct fault { enum kind kind; uint64_t bytes; unsigned permille; };

static struct sockaddr_in target;
static uint64_t delay, seed = 1;
static struct fault faults[MOST_FAULTS];
static int fault_count, poller, listeners[MOST_ADDRESSES], listener_count;
static struct link *links;
static uint64_t connections, open_now, open_most, bytes_up, bytes_down, struck[5];
static volatile sig_atomic_t stopping;

static void stop(int signal) { (void)signal; stopping = 1; }

static void fail(const char *what) { perror(what); exit(1); }

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec / 1000;
}

/* splitmix64 of the seed and the number of the connection. */
static uint64_t dice(uint64_t number, uint64_t throw) {
    uint64_t z = seed * 0x9e3779b97f4a7c15u + number * 0xbf58476d1ce4e5b9u + throw * 0x94d049bb133111ebu;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void watch(struct way *way, bool wanted) {
    if (way->watched == wanted) return;
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = way };
    if (epoll_ctl(poller, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, way->from, &event) == 0) way->watched = wanted;
}

static void choose_fault(struct link *link) {
    unsigned roll = dice(connections, 0) % 1000;
    for (int i = 0; i < fault_count; i++) {
        if (roll < faults[i].permille) {
            link->fault = faults[i].kind;
            link->left = dice(connections, 1) % (faults[i].bytes + 1);
            return;
        }
        roll -= faults[i].permille;
    }
}

static void open_link(int client) {
    int one = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct link *link = calloc(1, sizeof *link);
    if (server < 0 || !link) fail("connection");
    if (connect(server, (struct sockaddr *)&target, sizeof target) < 0 && errno != EINPROGRESS) fail("connect");
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connections++;
    if (++open_now > open_most) open_most = open_now;
    link->opened = now();
    link->up = (struct way){ .link = link, .from = client, .to = server };
    link->down = (struct way){ .link = link, .from = server, .to = client };
    choose_fault(link);
    link->next = links;
    links = link;
    watch(&link->up, true);
    watch(&link->down, true);
}

/* Takes a piece of what has come from one end; false when there is no more. */
static bool take_piece(struct way *way) {
    struct chunk *chunk = malloc(sizeof *chunk + CHUNK);
    if (!chunk) fail("memory");
    ssize_t count = recv(way->from, chunk->data, CHUNK, 0);
    uint64_t due = now() + delay, first = way->link->opened + 3 * delay;
    if (way == &way->link->up && due < first) due = first;
    if (count <= 0) {
        free(chunk);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
        watch(way, false);
        way->ended = true;
        way->end_due = due;
        /* A connection counts as open until its client ends it. */
        if (way == &way->link->up) open_now--;
        /* A reset travels as a reset. */
        if (count < 0) way->link->reset = true;
        return false;
    }
    chunk->next = NULL;
    chunk->due = due;
    chunk->length = (size_t)count;
    chunk->sent = 0;
    if (way->last) way->last->next = chunk; else way->first = chunk;
    way->last = chunk;
    way->queued += (size_t)count;
    if (way->queued > MOST_QUEUED) watch(way, false);
    return way->watched;
}

/* Takes all that has come from one end, so that its end is seen before connections that were made later. */
static void take(struct way *way) {
    while (take_piece(way)) {}
}

/* How many of these bytes of the server may pass. */
static size_t allowed(struct link *link, size_t wanted, uint64_t time) {
    if (link->fault == NONE) return wanted;
    if (link->left > 0) return wanted < link->left ? wanted : (size_t)link->left;
    if (!link->struck) struck[link->fault]++;
    link->struck = true;
    if (link->fault != TARPIT || time < link->drip) return 0;
    link->drip = time + SECOND;
    return 1;
}

/* Gives on what is due; says when this direction has something to do next. */
static uint64_t give(struct way *way, uint64_t time) {
    struct link *link = way->link;
    bool down = way == &link->down;
    while (way->first && way->first->due <= time) {
        struct chunk *chunk = way->first;
        size_t wanted = chunk->length - chunk->sent, count = down ? allowed(link, wanted, time) : wanted;
        if (count == 0) return link->fault == TARPIT ? link->drip : UINT64_MAX;
        ssize_t sent = send(way->to, chunk->data + chunk->sent, count, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN)) return time + 1000;
        if (sent < 0) { link->reset = true; return UINT64_MAX; }
        *(down ? &bytes_down : &bytes_up) += (uint64_t)sent;
        if (down && link->fault != NONE && link->left > 0) link->left -= (uint64_t)sent;
        chunk->sent += (size_t)sent;
        way->queued -= (size_t)sent;
        if (chunk->sent < chunk->length) continue;
        way->first = chunk->next;
        if (!way->first) way->last = NULL;
        free(chunk);
        if (!way->ended && way->queued <= MOST_QUEUED) watch(way, true);
    }
    if (way->first) return way->first->due;
    if (!way->ended || way->passed_end) return UINT64_MAX;
    if (way->end_due > time) return way->end_due;
    /* The end of a connection that fell silent is silent too. */
    if (down && link->fault == SILENCE && link->struck) return UINT64_MAX;
    way->passed_end = true;
    if (!link->reset) shutdown(way->to, SHUT_WR);
    return UINT64_MAX;
}

static bool over(const struct link *link) {
    if (link->struck && (link->fault == RESET || link->fault == CLOSE)) return true;
    if (link->reset) return link->up.passed_end || link->down.passed_end || (!link->up.ended && !link->down.ended);
    /* A client that has gone ends what was silent or slow. */
    if (link->struck && link->up.passed_end) return true;
    return link->up.passed_end && link->down.passed_end;
}

static void close_link(struct link *link) {
    struct linger hard = { .l_onoff = 1, .l_linger = 0 };
    bool reset = link->reset || (link->struck && link->fault == RESET);
    for (int side = 0; side < 2; side++) {
        struct way *way = side ? &link->down : &link->up;
        watch(way, false);
        if (reset) setsockopt(way->from, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        for (struct chunk *chunk = way->first, *next; chunk; chunk = next) { next = chunk->next; free(chunk); }
    }
    close(link->up.from);
    close(link->down.from);
    if (!link->up.ended) open_now--;
    free(link);
}

/* Everything that is due; says when to look again. */
static uint64_t turn(void) {
    uint64_t time = now(), next = UINT64_MAX;
    for (struct link **at = &links; *at;) {
        struct link *link = *at;
        uint64_t up = give(&link->up, time), down = give(&link->down, time);
        if (over(link)) { *at = link->next; close_link(link); continue; }
        if (up < next) next = up;
        if (down < next) next = down;
        at = &link->next;
    }
    return next;
}

static struct sockaddr_in address(const char *text) {
    char host[32];
    unsigned port;
    struct sockaddr_in result = { .sin_family = AF_INET };
    if (sscanf(text, "%31[0-9.]:%u", host, &port) != 2 || port > 65535 || inet_pton(AF_INET, host, &result.sin_addr) != 1
        || (ntohl(result.sin_addr.s_addr) >> 24) != 127) {
        fprintf(stderr, "%s is no loopback address with a port\n", text);
        exit(2);
    }
    result.sin_port = htons((uint16_t)port);
    return result;
}

static void add_fault(const char *text) {
    char name[16];
    unsigned long long bytes;
    unsigned permille;
    if (fault_count == MOST_FAULTS || sscanf(text, "%15[a-z]:%llu:%u", name, &bytes, &permille) != 3) exit(2);
    for (int kind = RESET; kind <= TARPIT; kind++)
        if (strcmp(name, KINDS[kind]) == 0) {
            faults[fault_count++] = (struct fault){ (enum kind)kind, bytes, permille };
            return;
        }
    exit(2);
}

static void listen_on(struct sockaddr_in where, int count) {
    int one = 1;
    socklen_t size = sizeof where;
    for (int i = 0; i < count && i < MOST_ADDRESSES; i++) {
        int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (bind(listener, (struct sockaddr *)&where, sizeof where) < 0 || listen(listener, 1024) < 0) fail("listen");
        getsockname(listener, (struct sockaddr *)&where, &size);
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
        epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
        listeners[listener_count++] = listener;
        where.sin_addr.s_addr = htonl(ntohl(where.sin_addr.s_addr) + 1);
    }
    printf("ready %u\n", ntohs(where.sin_port));
    fflush(stdout);
}

static void accept_all(void) {
    for (int i = 0, client; i < listener_count; i++)
        while ((client = accept4(listeners[i], NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) open_link(client);
}

int main(int argc, char **argv) {
    struct sockaddr_in where = address("127.0.0.1:0");
    int addresses = 1, seconds = 3600;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *option = argv[i], *value = argv[i + 1];
        if (strcmp(option, "--listen") == 0) where = address(value);
        else if (strcmp(option, "--to") == 0) target = address(value);
        else if (strcmp(option, "--addresses") == 0) addresses = atoi(value);
        else if (strcmp(option, "--delay") == 0) delay = strtoull(value, NULL, 10) * 1000;
        else if (strcmp(option, "--seconds") == 0) seconds = atoi(value);
        else if (strcmp(option, "--seed") == 0) seed = strtoull(value, NULL, 10);
        else if (strcmp(option, "--fault") == 0) add_fault(value);
        else { fprintf(stderr, "what is %s?\n", option); return 2; }
    }
    if (target.sin_port == 0) { fprintf(stderr, "--to is missing\n"); return 2; }
    /* Ends with whoever started it. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    signal(SIGALRM, stop);
    alarm((unsigned)seconds);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(EPOLL_CLOEXEC);
    listen_on(where, addresses);
    while (!stopping) {
        struct epoll_event events[64];
        uint64_t next = turn(), time = now(), rest = next <= time ? 0 : next - time;
        struct timespec wait = { (time_t)(rest / SECOND), (long)(rest % SECOND) * 1000 };
        int count = epoll_pwait2(poller, events, 64, next == UINT64_MAX ? NULL : &wait, NULL);
        bool knocked = false;
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr) take(events[i].data.ptr); else knocked = true;
        }
        if (knocked) accept_all();
    }
    printf("{\"connections\":%llu,\"most_at_once\":%llu,\"bytes_up\":%llu,\"bytes_down\":%llu", (unsigned long long)connections,
           (unsigned long long)open_most, (unsigned long long)bytes_up, (unsigned long long)bytes_down);
    for (int kind = RESET; kind <= TARPIT; kind++) printf(",\"%s\":%llu", KINDS[kind], (unsigned long long)struck[kind]);
    printf("}\n");
    return 0;
}
