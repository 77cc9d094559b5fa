/* A small native simulator of the model of erlang/sim, for one trial: 5
 * proposers that start at times of their own, 10 acceptors, 2 % of the replies
 * lost, the others 1 to 100 ms late, version 2, `deadline: silence'. It has no
 * trace, no faults and no choice of versions: what paxy_sim is held against.
 *
 * Prints: events, CPU seconds, runs, mean of rounds, median of elapsed in ms. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PROPOSERS = 5, ACCEPTORS = 10, QUORUM = 6, REFUSALS_MAX = 4 };
enum { DROP = 2, DELAY = 100, TIMEOUT = 500, BACKOFF = 50, BACKOFF_MAX = 60000, LIMIT = 30000 };
enum { EVENTS_MAX = 65536 };

enum kind { START, TIMER, PREPARE, ACCEPT, PROMISE, VOTE, SORRY };
enum phase { IDLE, IN_PREPARE, IN_ACCEPT, IN_BACKOFF, DONE };

/* Of equal rounds the later name in the alphabet wins: fry, bender, leela, amy, zoidberg. */
static const int rank_of[PROPOSERS] = {2, 1, 3, 0, 4};
static const int sleep_of[PROPOSERS] = {10, 100, 10, 20, 50};

struct event { uint64_t key; int32_t kind, to, from, ballot, voted, value, phase; };
struct proposer {
    enum phase phase;
    int round, value, voted, replied, refused, backoff, timer_set, alarm_set;
    uint64_t timer, alarm; /* keys: when the wait ends, and the event that is queued for it */
};
struct acceptor { int promised, voted, value; };

static struct event heap[EVENTS_MAX];
static int heap_size, undecided, last_round;
static uint64_t serial, now, handled, state;
static struct proposer proposers[PROPOSERS];
static struct acceptor acceptors[ACCEPTORS];

/* xorshift64*, Marsaglia and Vigna */
static uint32_t draw(uint32_t max) {
    state ^= state >> 12; state ^= state << 25; state ^= state >> 27;
    return (uint32_t)((((state * 2685821657736338717ULL) >> 32) * max) >> 32);
}

static uint64_t later(int ms) { return ms == 0 ? now : now + (uint64_t)ms + 1; }
static uint64_t key_at(uint64_t at) { return at << 32 | serial++; }
/* Round and proposer in one number, above 0: 0 is no ballot. */
static int ballot(int i) { return proposers[i].round * 8 + rank_of[i] + 1; }

static void push(struct event e) {
    int i = heap_size++;
    if (heap_size > EVENTS_MAX) { fputs("too many events\n", stderr); exit(2); }
    for (; i > 0 && heap[(i - 1) / 2].key > e.key; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
    heap[i] = e;
}

static struct event pop(void) {
    struct event top = heap[0], last = heap[--heap_size];
    int i = 0;
    for (int child; (child = 2 * i + 1) < heap_size; i = child) {
        if (child + 1 < heap_size && heap[child + 1].key < heap[child].key) child++;
        if (heap[child].key >= last.key) break;
        heap[i] = heap[child];
    }
    heap[i] = last;
    return top;
}

/* A timer that is set again moves its event only when that one would have fired. */
static void set_timer(int i, int ms) {
    struct proposer *p = &proposers[i];
    p->timer = key_at(later(ms));
    p->timer_set = 1;
    if (p->alarm_set && p->alarm < p->timer) return;
    p->alarm = p->timer;
    p->alarm_set = 1;
    push((struct event){.key = p->alarm, .kind = TIMER, .to = i});
}

/* The same to every acceptor: one event, as requests arrive at once. */
static void broadcast(int i, enum kind kind) {
    push((struct event){.key = key_at(now), .kind = kind, .from = i, .ballot = ballot(i), .value = proposers[i].value});
}

static void reply(struct event e) {
    if (draw(100) < DROP) return;
    e.key = key_at(later(1 + (int)draw(DELAY)));
    push(e);
}

static void prepare(int i) {
    struct proposer *p = &proposers[i];
    p->phase = IN_PREPARE; p->value = i; p->voted = p->replied = p->refused = 0;
    broadcast(i, PREPARE);
    set_timer(i, TIMEOUT);
}

static void abort_round(int i) {
    struct proposer *p = &proposers[i];
    int longest = p->backoff;
    p->phase = IN_BACKOFF;
    p->backoff = 2 * longest < BACKOFF_MAX ? 2 * longest : BACKOFF_MAX;
    set_timer(i, 1 + (int)draw((uint32_t)longest));
}

static void granted(int i, int acceptor) {
    struct proposer *p = &proposers[i];
    if (!(p->replied >> acceptor & 1)) {
        p->replied |= 1 << acceptor;
        if (__builtin_popcount((unsigned)p->replied) >= QUORUM) {
            if (p->phase == IN_PREPARE) {
                p->phase = IN_ACCEPT; p->replied = p->refused = 0;
                broadcast(i, ACCEPT);
                set_timer(i, TIMEOUT);
            } else {
                p->phase = DONE;
                undecided--;
                if (p->round > last_round) last_round = p->round;
            }
            return;
        }
    }
    set_timer(i, TIMEOUT);
}

static void proposer_hears(struct event e) {
    struct proposer *p = &proposers[e.to];
    int waits = p->phase == IN_PREPARE || p->phase == IN_ACCEPT, own = e.ballot == ballot(e.to);
    if (e.kind == PROMISE && p->phase == IN_PREPARE && own) {
        if (e.voted > p->voted) { p->voted = e.voted; p->value = e.value; }
        granted(e.to, e.from);
    } else if (e.kind == VOTE && p->phase == IN_ACCEPT && own) {
        granted(e.to, e.from);
    } else if (e.kind == SORRY && (int)p->phase == e.phase && own) {
        if (!(p->refused >> e.from & 1)) {
            if (__builtin_popcount((unsigned)p->refused) >= REFUSALS_MAX) { abort_round(e.to); return; }
            p->refused |= 1 << e.from;
        }
        set_timer(e.to, TIMEOUT);
    } else if ((e.kind == PROMISE && p->phase == IN_PREPARE) || (e.kind == VOTE && p->phase == IN_ACCEPT)
               || (e.kind == SORRY && waits)) {
        set_timer(e.to, TIMEOUT);
    }
}

static void acceptor_hears(int a, struct event e) {
    struct acceptor *it = &acceptors[a];
    struct event r = {.to = e.from, .from = a, .ballot = e.ballot};
    if (e.ballot < it->promised) {
        r.kind = SORRY; r.phase = e.kind == PREPARE ? IN_PREPARE : IN_ACCEPT;
    } else {
        it->promised = e.ballot;
        if (e.kind == PREPARE) { r.kind = PROMISE; r.voted = it->voted; r.value = it->value; }
        else { r.kind = VOTE; it->voted = e.ballot; it->value = e.value; }
    }
    reply(r);
}

static void timer_fires(struct event e) {
    struct proposer *p = &proposers[e.to];
    if (!p->alarm_set || p->alarm != e.key) return;
    if (p->timer != e.key) {
        p->alarm = p->timer;
        push((struct event){.key = p->alarm, .kind = TIMER, .to = e.to});
        return;
    }
    p->alarm_set = 0;
    handled++;
    if (p->phase == IN_BACKOFF) { p->round++; prepare(e.to); }
    else if (p->phase == IN_PREPARE || p->phase == IN_ACCEPT) abort_round(e.to);
}

/* ms until the last has decided; LIMIT + 1 where not all did in time. */
static int run(void) {
    memset(proposers, 0, sizeof proposers);
    memset(acceptors, 0, sizeof acceptors);
    heap_size = 0; serial = now = 0; undecided = PROPOSERS; last_round = 0;
    for (int i = 0; i < PROPOSERS; i++) {
        proposers[i].backoff = BACKOFF;
        push((struct event){.key = key_at((uint64_t)sleep_of[i]), .kind = START, .to = i});
    }
    while (undecided > 0 && heap_size > 0) {
        struct event e = pop();
        now = e.key >> 32;
        if (now > LIMIT) return LIMIT + 1;
        switch (e.kind) {
        case START: handled++; prepare(e.to); break;
        case TIMER: timer_fires(e); break;
        case PREPARE: case ACCEPT:
            for (int a = 0; a < ACCEPTORS; a++) { handled++; acceptor_hears(a, e); }
            break;
        default: handled++; proposer_hears(e);
        }
    }
    return (int)now;
}

static int ascending(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(int argc, char **argv) {
    int runs = argc > 1 ? atoi(argv[1]) : 50000;
    int *elapsed = malloc(sizeof(int) * (size_t)runs);
    double rounds = 0;
    if (elapsed == NULL || runs < 1) return 2;
    clock_t began = clock();
    for (int i = 0; i < runs; i++) {
        state = 0x9E3779B97F4A7C15ULL * (uint64_t)(i + 1);
        elapsed[i] = run();
        rounds += last_round;
    }
    double seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
    qsort(elapsed, (size_t)runs, sizeof(int), ascending);
    printf("%llu %.3f %d %.4f %d\n", (unsigned long long)handled, seconds, runs, rounds / runs, elapsed[runs / 2]);
    free(elapsed);
    return 0;
}
