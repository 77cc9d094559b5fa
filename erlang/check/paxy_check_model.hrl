%% The tables of the search: tuples, indexed by small numbers.
-record(model, {bounds :: paxy_check_system:bounds(),
                proposed :: [term()],
                %% Each of these has a tuple for each proposer, with an element for each block:
                ticks :: tuple(),      %% none | {Block, Posts}
                replies :: tuple(),    %% #{Message bsl 10 bor Acceptor => {Block, Posts}}
                %% {[{crash | {tick, Effects}, Block, Posts}], #{Message bsl 10 bor Acceptor => [{Effects, Block, Posts}]}}
                breaks :: tuple(),
                decisions :: tuple(),  %% the values that were decided there
                alive :: tuple(),      %% for each acceptor, the number of a set of live messages
                %% For each proposer, for each such number, the messages; 1 is all of them.
                live_sets :: tuple(),
                posts :: tuple(),      %% for each number of posts, for each column, the messages
                %% For each class of acceptors:
                acceptors :: tuple(),  %% #{State => #{Event => [{Crashes, State, Replies}]}}
                %% For each number of crashes that are left, from 0 on:
                uses :: tuple(),       %% #{State => #{Message => paxy_check_inflight:use()}}
                cores :: tuple(),      %% #{State => paxy_check_actor:actor()}
                addressees :: tuple(), %% for each message: acceptor | Proposer
                messages :: #{pos_integer() => {acceptor | pos_integer(), term()}},
                symmetry :: asymmetric | paxy_check_symmetry:symmetry(),
                reductions :: [atom()],
                %% A key: how many bits a number of crashes has, a block, a column; and bytes in all.
                crash_bits :: non_neg_integer(),
                block_bits :: non_neg_integer(),
                column_bits :: non_neg_integer(),
                key_bytes :: pos_integer(),
                initial :: {[pos_integer()], [{Class :: pos_integer(), State :: pos_integer()}]}}).
