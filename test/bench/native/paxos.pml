/* Version 2 of the protocol as a model for Spin: the same actors, messages and
 * bounds as `paxy check`. P proposers, A acceptors, R rounds each (spin -DP=2 ...).
 *
 * A message is a bit until it arrives, in any order, once; one that never
 * arrives is lost. Any deadline may pass at any time. Written for speed: a
 * single process without local state, a step is one transition; a reply that its
 * proposer would ignore is not sent, a request that would change nothing does not
 * arrive. -DADOPTS_NO_VOTE leaves out the rule about the highest vote, so that
 * Spin must find two decisions.
 */
#define BALLOT(p, r) (1 + (r) * P + (p))
#define LINK(p, a) ((p) * A + (a))
#define QUORUM (A / 2 + 1)

#define IDLE 0
#define PREPARE 1
#define ACCEPT 2
#define DONE 3
#define SORRY 255

byte phase[P];
byte round[P];
byte highest[P];      /* the highest vote among the promises of this round */
byte own[P];          /* the value that it would propose now */
byte granted[P];      /* so many acceptors granted this phase */
byte refused[P];      /* so many refused it */
byte sent[P * R];     /* the value that a round sent to be accepted */
byte prepares[P * A]; /* a bit for each round whose prepare is on its way */
byte accepts[P * A];
byte reply[P * A];    /* 1 + the ballot voted for before, or SORRY, to this phase; 0: none */
byte promised[A];
byte voted[A];
byte decision;

hidden byte i;

inline silence(p) {
    granted[p] = 0; refused[p] = 0;
    i = 0; do :: i < A -> reply[LINK(p, i)] = 0; i++ :: else -> break od; i = 0
}

inline prepare(p) {
    phase[p] = PREPARE; own[p] = 1 + p; highest[p] = 0; silence(p);
    i = 0; do :: i < A -> prepares[LINK(p, i)] = prepares[LINK(p, i)] | (1 << round[p]); i++ :: else -> break od; i = 0
}

inline accept(p) {
    phase[p] = ACCEPT; highest[p] = 0; silence(p); sent[round[p] * P + p] = own[p];
    i = 0; do :: i < A -> accepts[LINK(p, i)] = accepts[LINK(p, i)] | (1 << round[p]); i++ :: else -> break od; i = 0
}

inline finish(p) {
    phase[p] = DONE; own[p] = 0; highest[p] = 0; silence(p)
}

inline abort(p) {
    round[p]++;
    if :: round[p] < R -> prepare(p) :: else -> finish(p) fi
}

inline decide(p) {
    assert(decision == 0 || decision == own[p]);
    assert(own[p] >= 1 && own[p] <= P);
    decision = own[p]; finish(p)
}

inline promise(p, ballot) {
#ifndef ADOPTS_NO_VOTE
    if :: ballot > highest[p] -> highest[p] = ballot; own[p] = sent[ballot - 1] :: else fi;
#endif
    granted[p]++;
    if :: granted[p] >= QUORUM -> accept(p) :: else fi
}

inline vote(p) {
    granted[p]++;
    if :: granted[p] >= QUORUM -> decide(p) :: else fi
}

inline sorry(p) {
    refused[p]++;
    if :: refused[p] > A - QUORUM -> abort(p) :: else fi
}

#define WAITS(p, r, now) (phase[p] == now && round[p] == r)
#define MATTERS(p, a, r, now) ((BALLOT(p, r) >= promised[a] || WAITS(p, r, now)) && (phase[0] != DONE || phase[1] != DONE))

#define PREPARE_ARRIVES(p, a, r) \
    :: d_step { (r < R && (prepares[LINK(p, a)] & (1 << r)) && MATTERS(p, a, r, PREPARE)) -> \
                prepares[LINK(p, a)] = prepares[LINK(p, a)] & ~(1 << r); \
                if :: BALLOT(p, r) >= promised[a] -> promised[a] = BALLOT(p, r); \
                      if :: WAITS(p, r, PREPARE) -> reply[LINK(p, a)] = 1 + voted[a] :: else fi \
                   :: else -> reply[LINK(p, a)] = SORRY fi }

#define ACCEPT_ARRIVES(p, a, r) \
    :: d_step { (r < R && (accepts[LINK(p, a)] & (1 << r)) && MATTERS(p, a, r, ACCEPT)) -> \
                accepts[LINK(p, a)] = accepts[LINK(p, a)] & ~(1 << r); \
                if :: BALLOT(p, r) >= promised[a] -> promised[a] = BALLOT(p, r); voted[a] = BALLOT(p, r); \
                      if :: WAITS(p, r, ACCEPT) -> reply[LINK(p, a)] = 1 :: else fi \
                   :: else -> reply[LINK(p, a)] = SORRY fi }

#define REPLY_ARRIVES(p, a) \
    :: d_step { reply[LINK(p, a)] != 0 -> \
                if :: reply[LINK(p, a)] == SORRY -> reply[LINK(p, a)] = 0; sorry(p) \
                   :: else -> \
                      if :: phase[p] == PREPARE -> i = reply[LINK(p, a)] - 1; reply[LINK(p, a)] = 0; promise(p, i) \
                         :: else -> reply[LINK(p, a)] = 0; vote(p) fi fi }

#define ON_LINK(p, a) \
    PREPARE_ARRIVES(p, a, 0) PREPARE_ARRIVES(p, a, 1) PREPARE_ARRIVES(p, a, 2) \
    ACCEPT_ARRIVES(p, a, 0) ACCEPT_ARRIVES(p, a, 1) ACCEPT_ARRIVES(p, a, 2) \
    REPLY_ARRIVES(p, a)

#if A == 3
#define LINKS(p) ON_LINK(p, 0) ON_LINK(p, 1) ON_LINK(p, 2)
#else
#define LINKS(p) ON_LINK(p, 0) ON_LINK(p, 1) ON_LINK(p, 2) ON_LINK(p, 3) ON_LINK(p, 4)
#endif

#define PROPOSER(p) \
    :: d_step { phase[p] == IDLE -> prepare(p) } \
    :: d_step { (phase[p] == PREPARE || phase[p] == ACCEPT) -> abort(p) } \
    LINKS(p)

active proctype system() {
end:
    do
    PROPOSER(0)
    PROPOSER(1)
    od
}
