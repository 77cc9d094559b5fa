%%% What redirected calls mean in virtual time (paxy_lab_calls): processes.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_processes).
-include("paxy_lab_actor.hrl").

-export([spawn/2, spawn/3, spawn/4, spawn/5, spawn_link/2, spawn_link/3, spawn_link/4, spawn_link/5, link/2,
         unlink/2, is_process_alive/2]).
-compile({no_auto_import, [spawn/2, spawn/3, spawn/4, spawn_link/2, spawn_link/3, spawn_link/4]}).

-type place() :: paxy_lab_place:place().

-spec spawn(term(), place()) -> pid().
spawn(Fun, _) -> spawned({Fun, []}).

-spec spawn(node(), term(), place()) -> pid().
spawn(_, Fun, _) -> spawned({Fun, []}).

-spec spawn(module(), atom(), [term()], place()) -> pid().
spawn(Module, Function, Args, _) -> spawned({Module, Function, Args}).

-spec spawn(node(), module(), atom(), [term()], place()) -> pid().
spawn(_, Module, Function, Args, _) -> spawned({Module, Function, Args}).

%% Processes that are linked to each other end together; a crash ends the run.
-spec spawn_link(term(), place()) -> pid().
spawn_link(Fun, Place) -> spawn(Fun, Place).

-spec spawn_link(node(), term(), place()) -> pid().
spawn_link(Node, Fun, Place) -> spawn(Node, Fun, Place).

-spec spawn_link(module(), atom(), [term()], place()) -> pid().
spawn_link(Module, Function, Args, Place) -> spawn(Module, Function, Args, Place).

-spec spawn_link(node(), module(), atom(), [term()], place()) -> pid().
spawn_link(Node, Module, Function, Args, Place) -> spawn(Node, Module, Function, Args, Place).

spawned(Work) ->
    #lab{role = Role, number = Number, made = Made, tasks = Tasks, processes = Processes} = Lab = paxy_lab_step:lab(),
    Pid = paxy_lab_pid:of_process(Role, Number, Made),
    paxy_lab_step:become(Lab#lab{made = Made + 1, tasks = [{begin_, Pid, Work} | Tasks],
                   processes = Processes#{Pid => #process{wait = new}}}),
    Pid.

-spec link(pid(), place()) -> true.
link(_, _) -> true.

-spec unlink(pid(), place()) -> true.
unlink(_, _) -> true.

-spec is_process_alive(pid(), place()) -> boolean().
is_process_alive(Pid, _) ->
    #lab{processes = Processes, name = Own} = paxy_lab_step:lab(),
    case paxy_lab_pid:owner(Pid) of
        {_, Own, _} -> is_map_key(Pid, Processes);
        _ -> true
    end.
