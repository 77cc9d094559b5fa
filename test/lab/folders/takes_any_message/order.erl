-module(order).
-compile(export_all).
null() -> {0,0}.
null(Id) -> {0, Id}.
goe({N1,I1},{N2,I2}) -> if N1 > N2 -> true; ((N1 == N2) and (I1 >= I2)) -> true; true -> false end.
gr({N1,I1},{N2,I2}) -> if N1 > N2 -> true; ((N1 == N2) and (I1 > I2)) -> true; true -> false end.
max(R1, R2) -> case gr(R1, R2) of true -> R1; false -> R2 end.
inc({N, Id}) -> {N+1, Id}.
