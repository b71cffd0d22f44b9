using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Running;
using StartOperator.Bench.Operator;
using StartOperator.Bench.Packages;
using StartOperator.Bench.Reporting;
using StartOperator.Bench.Rounds;
using StartOperator.Cli;

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
var startctl = new Option<string>("--startctl") { Description = "The program to measure: its assembly, or compiled ahead of time", DefaultValueFactory = _ => typeof(Startctl).Assembly.Location, HelpName = "FILE" };
var mebibytes = new Option<int>("--mebibytes") { Description = "How large the package is, in MiB", DefaultValueFactory = _ => 512 };
var rounds = new Option<int>("--rounds") { Description = "How often each is run", DefaultValueFactory = _ => 3 };
var figures = new Option<string>("--json") { Description = "Where the figures go as JSON", DefaultValueFactory = _ => "artifacts/bench-packages.json", HelpName = "FILE" };
var packages = new Command("packages", "Measures `startctl verify` against sha512sum, and `startctl import` against skopeo copy, with a registry on this machine.") { startctl, mebibytes, rounds, figures };
packages.SetAction(async (parsed, cancellation) =>
{
    var measured = await new PackageRounds(parsed.GetValue(startctl)!, parsed.GetValue(mebibytes), parsed.GetValue(rounds)).RunAsync(cancellation);
    measured.WriteJson(parsed.GetValue(figures)!);
    measured.Print();
});
root.Add(packages);
return await root.Parse(args).InvokeAsync();
