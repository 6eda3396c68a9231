/// Measures Evenkeel against the machine's own limits and against other libraries. Never shipped.
///
/// [BenchCommand] is `./evenkeel bench`. A [Contest] is one kind of work for several libraries,
/// each in processes of its own; [Contests] runs them in turn, [ResultText], [ResultMarkdown] and
/// [ResultJson] show what came out. Ours run in `worker`; the others are a separate build
/// (`bench/peers`), which the project's own build never resolves.
package org.evenkeel.bench;
