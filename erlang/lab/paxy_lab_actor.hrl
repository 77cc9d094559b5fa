%% One actor of a folder: the processes of one acceptor or proposer.

%% A process where it waits; `letters' are messages that it has not taken, the newest first.
-record(process, {wait :: term(),
                  letters = [] :: [term()],
                  ref = 0 :: non_neg_integer(),          %% of its wait; only its own time-out counts
                  handlers = [] :: [tuple()]}).          %% frames of the try around it

-record(lab, {name :: paxy_core:name(),
              role :: acceptor | proposer,
              number :: pos_integer(),                   %% among those of its role
              config :: map(),
              every :: boolean(),                        %% every schedule: no time, no chance
              processes = #{} :: #{pid() => #process{}},
              main = none :: none | pid(),               %% the process that plays the role
              made = 0 :: non_neg_integer(),             %% processes so far
              told = 0 :: non_neg_integer(),             %% of those that others know of, the last; where every schedule is tried
              refs = 0 :: non_neg_integer(),
              names = #{} :: #{atom() => pid()},
              tables = #{} :: #{term() => #{term() => tuple()}},
              open = #{} :: #{term() => pos_integer()},  %% open tables, and the place of the key
              words = #{} :: #{{pid(), term()} => term()}, %% the process dictionaries
              late = #{} :: #{reference() => {To :: term(), term(), paxy_lab_place:place()}}, %% what timers will send
              draws = none :: none | paxy_random:stream() | {script, [pos_integer()], [{pos_integer(), pos_integer()}]},
              accept = none :: none | {Round :: term(), Value :: term()},
              round = none :: term(),
              rounds = 0 :: non_neg_integer(),
              printed = none :: none | [term()],
              ended = running :: running | ended | gave_up | unsupported,
              problem = none :: none | binary(),
              begun = none :: none | {#lab{}, [term()]}, %% what its start comes to, where that is known
              %% Within a step:
              self = none :: none | pid(),
              handlers = [] :: [tuple()],
              tasks = [] :: [term()],                    %% what other processes have to do, the newest first
              first = [] :: [term()]}).                  %% effects of its beginning, which the next step has
