%%% The contract of a protocol core, for every engine that runs one.
%%%
%%% A core is pure: it takes an event and a state, and returns the new state
%%% and a list of effects. It never sends, sleeps, draws, reads a clock or
%%% prints; time, chance and the network belong to the engine that runs it
%%% (paxy_process in real time, paxy_sim in virtual time, paxy_check under
%%% every schedule). A core cannot tell which of them runs it.
%%%
%%% Effects are carried out in the order of the list. A `store' is durable
%%% before the next effect happens. A core has one timer: setting it replaces
%%% a pending one. `decided' does not end a core: it still receives messages
%%% and timers until the run ends. paxy_effect says which role may have which
%%% effects; paxy_step calls cores and checks what they return.
-module(paxy_core).

-export_type([name/0, value/0, message/0, event/0, effect/0, duration/0,
              rules/0, proposer_config/0, acceptor_config/0, state/0]).

%% A proposer or acceptor of one run, for example `fry' or `homer'.
-type name() :: atom().
%% The value that is proposed and decided: a colour.
-type value() :: {R :: byte(), G :: byte(), B :: byte()}.
%% The first element is the kind. The messages of the classic protocol are
%% {prepare, Ballot}, {accept, Ballot, Value},
%% {promise, Acceptor, Ballot, VotedBallot, VotedValue},
%% {vote, Acceptor, Ballot}, {sorry, Acceptor, prepare | accept, Ballot}.
-type message() :: tuple().

-type event() :: start | {timer, Tag :: term()} | message().

%% Whole milliseconds; `{uniform, Max}' is drawn from 1..Max by the environment.
-type duration() :: non_neg_integer() | {uniform, pos_integer()}.

-type effect() ::
    {store, term()}                         %% replaces what was stored before
  | {send, name(), message()}               %% to an actor of the other side
  | {broadcast, message()}                  %% a proposer, to every acceptor
  | {timer, Tag :: term(), duration()}      %% comes back as {timer, Tag}
  | {decided, value(), Round :: non_neg_integer()}
  | {gave_up, Round :: non_neg_integer()}.  %% the bound on rounds was reached

%% Options that a version sets and its cores read.
-type rules() :: #{atom() => term()}.

-type proposer_config() :: #{name := name(),
                             ballot_name => order:name(),     %% what it is called in its ballots
                             value := value(),
                             acceptors := pos_integer(),      %% how many there are
                             timeout_ms := pos_integer(),     %% how long to wait for a quorum,
                             deadline => silence | phase,     %% and when that wait starts again
                             backoff_ms := non_neg_integer(),
                             rounds_max := pos_integer(),     %% give up when this round would start
                             rules := rules()}.
-type acceptor_config() :: #{name := name(), rules := rules()}.
-type state() :: term().

-callback init(proposer_config() | acceptor_config()) -> state().
-callback handle(event(), state()) -> {state(), [effect()]}.
%% The state in which an actor comes back from a crash, from what it stored last;
%% `none' when it had stored nothing. A proposer that comes back gets a `start'.
-callback recover(acceptor_config() | proposer_config(), none | {stored, term()}) -> state().
%% The state shown to people; without it, the fields of a map, or the whole state.
-callback fields(state()) -> [{Name :: atom(), term()}].
-optional_callbacks([recover/2, fields/1]).
