%% What a process of a folder's native run knows of its run; it lies in its
%% process dictionary, where the folder's code cannot reach it. `board' is the
%% table of the part: who is a process of it, which names there are, what was
%% stored, sent and printed.
-record(context, {board :: ets:table(),
                  part :: pid(),
                  role :: acceptor | proposer,
                  actor :: paxy_core:name(),
                  life :: pos_integer(),              %% counts how often the actor was started
                  figures :: atomics:atomics_ref(),
                  aloud :: boolean(),
                  network = none :: none | paxy_network:network(),
                  changes = 0 :: non_neg_integer(),   %% of the network, that are in it
                  stream :: paxy_random:stream()}).

%% Indices of the figures of a part.
-define(CHANGES, 1).     %% of the network by faults; the board has it as it is now
-define(PROCESSES, 2).
-define(ATOMS, 3).
-define(EVENTS, 4).
-define(SENT, 5).
-define(LOST, 6).
-define(PRINTING, 7).    %% texts on their way to the part
-define(UNPRINTED, 8).   %% texts that came too fast
-define(FIGURES, 8).

-define(CONTEXT, '$paxy_lab').
-define(EVENTS_MAX, 100000).
