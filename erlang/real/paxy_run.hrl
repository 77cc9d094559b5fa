%% A run in real time, as the process that executes it knows it (paxy_run).

-type side() :: acceptor | proposer.
-type part() :: {side(), node()}.
%% `parts' has the parts that are not known to be gone, by their monitors.
-record(run, {me :: reference(),
              trial :: paxy_trial:trial(),
              places :: paxy_run:places(),
              output :: fun((node(), binary()) -> term()),
              violation :: fun(() -> term()),
              plays = cores :: cores | folder,
              parts = #{} :: #{reference() => part()},
              pids = #{} :: #{part() => pid()},
              addresses = #{} :: #{side() => #{paxy_core:name() => pid()}},
              started_us :: integer(),                       %% system time
              timer = none :: none | reference(),          %% of the limit in force
              started = none :: none | integer(),          %% monotonic ms
              next = none :: none | reference(),           %% the timer of the next fault
              agenda = [] :: [{non_neg_integer(), paxy_faults:action()}],
              away = [] :: [paxy_core:name()],             %% proposers
              pending = #{} :: #{paxy_core:name() => []},  %% proposers that have not ended
              decisions = [] :: [paxy_judge:decision()],   %% the latest first
              traces = [] :: [paxy_trace:event()],
              close_by = infinity :: infinity | integer(), %% monotonic ms
              messages = 0 :: non_neg_integer(),
              dropped = 0 :: non_neg_integer(),
              late = 0 :: non_neg_integer()}).            %% ms, of the timer or fault that was latest
