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
                  stream :: paxy_random:stream()}).

%% Indices of the figures of a part.
-define(CUT, 1).         %% 1 while it is cut off from the other side
-define(DUPLICATE, 2).   %% 0: as the trial says; else one more than the percentage
-define(PROCESSES, 3).
-define(ATOMS, 4).
-define(EVENTS, 5).
-define(SENT, 6).
-define(LOST, 7).
-define(PRINTING, 8).    %% texts on their way to the part
-define(UNPRINTED, 9).   %% texts that came too fast
-define(FIGURES, 9).

-define(CONTEXT, '$paxy_lab').
-define(EVENTS_MAX, 100000).
