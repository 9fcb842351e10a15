module baton.io/bench/pion

go 1.19
