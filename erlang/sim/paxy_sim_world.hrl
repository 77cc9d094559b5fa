%% The state of a simulated run (paxy_sim_world). Both records are copied at
%% many events, so what never changes has a place of its own.

-record(actor, {name :: paxy_core:name(),
                role :: proposer | acceptor,
                always :: {module(), paxy_core:proposer_config() | paxy_core:acceptor_config(), paxy_effect:permit()},
                core :: paxy_core:state(),
                waits = 0 :: non_neg_integer(),  %% of drawn length, so far
                lives = 0 :: non_neg_integer(),  %% how often a folder's actor has begun, or a proposer has come back
                timer = none :: none | {paxy_sim_queue:key(), Tag :: term()},
                alarm = none :: none | paxy_sim_queue:key(), %% the event that is to wake it
                stored = none :: none | {stored, term()},
                finished = false :: boolean()}). %% has decided or given up

-record(always, {time_limit :: pos_integer(),
                 everyone :: [atom()],           %% the acceptors, in order
                 key :: paxy_random:key(),       %% of the run's draws
                 sign :: paxy_sim_world:sign()}).

-record(world, {now = 0 :: non_neg_integer(),
                events = 0 :: non_neg_integer(),     %% that have happened
                before = 0 :: non_neg_integer(),     %% of them, before `now'
                queue :: paxy_sim_queue:queue(),
                %% Proposers that have neither decided nor given up, or why the run cannot continue.
                unfinished :: non_neg_integer() | {broken, Reason :: iodata()},
                proposers :: #{atom() => #actor{}},  %% those that were not stopped
                acceptors :: #{atom() => #actor{}},  %% those that are not away
                away = #{} :: #{atom() => #actor{}},
                network :: paxy_network:network(),
                messages = 0 :: non_neg_integer(),
                dropped = 0 :: non_neg_integer(),
                decisions = [] :: [paxy_judge:decision()],  %% the latest first
                trace :: paxy_trace:trace(),
                always :: #always{}}).
