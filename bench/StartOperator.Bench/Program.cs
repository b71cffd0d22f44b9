using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Running;
using StartOperator.Bench.Operator;
using StartOperator.Bench.Reporting;
using StartOperator.Bench.Rounds;

var sizes = new Option<int[]>("--workloads", "-n") { Description = "Numbers of workloads, a round for each", DefaultValueFactory = _ => [100, 1000, 5000], AllowMultipleArgumentsPerToken = true };
var native = new Option<string?>("--native") { Description = "The operator compiled ahead of time; measured beside the other", HelpName = "FILE" };
var managed = new Option<string?>("--managed") { Description = "The operator's assembly", DefaultValueFactory = _ => typeof(Workload).Assembly.Location, HelpName = "FILE" };
var workers = new Option<int>("--workers") { Description = "How many workloads the operator works on at a time", DefaultValueFactory = _ => 16 };
var idle = new Option<int>("--idle") { Description = "How many seconds to look on while nothing happens", DefaultValueFactory = _ => 60 };
var json = new Option<string>("--json") { Description = "Where the figures go as JSON", DefaultValueFactory = _ => "artifacts/bench.json", HelpName = "FILE" };
var root = new RootCommand("Measures the controller runtime. It prints figures, and judges nothing.") { sizes, native, managed, workers, idle, json };
root.SetAction(async (parsed, cancellation) =>
{
    var results = new List<RoundResult>();
    (string Name, string? File)[] programs = [("JIT", parsed.GetValue(managed)), ("native AOT", parsed.GetValue(native))];
    foreach (var (name, file) in programs.Where(p => !string.IsNullOrEmpty(p.File)))
    {
        foreach (var size in parsed.GetValue(sizes)!)
        {
            void Tell(string what) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {size}: {what}"));
            results.Add(await new Round(name, file!, size, parsed.GetValue(workers), TimeSpan.FromSeconds(parsed.GetValue(idle)), Tell).RunAsync(cancellation));
            Report.WriteJson(results, parsed.GetValue(json)!);
        }
    }

    Report.Print(results);
});
var micro = new Command("micro", "Measures single pieces with BenchmarkDotNet; further arguments are BenchmarkDotNet's.") { TreatUnmatchedTokensAsErrors = false };
micro.SetAction(parsed => { BenchmarkSwitcher.FromAssembly(typeof(Round).Assembly).Run([.. parsed.UnmatchedTokens]); });
root.Add(micro);
return await root.Parse(args).InvokeAsync();
