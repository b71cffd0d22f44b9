using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>What was asked and answered in one run, in a form in which runs on two servers can be compared.</summary>
/// <param name="token">The run's own part of names.</param>
/// <param name="sameWords">Whether the messages of failures count.</param>
public sealed class Transcript(string token, bool sameWords)
{
    private readonly List<string> _entries = [];
    private readonly Normal _normal = new(token, sameWords);

    /// <summary>The run's own part of names.</summary>
    public string Token => token;

    /// <summary>Adds an answer. The order of its warnings does not count: kube-apiserver collects some of them from Go maps, whose order changes from run to run.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">The answer.</param>
    public void Add(string request, Answer answer)
    {
        var entry = $"{_normal.Text(request)}\n{(int)answer.Code} {answer.ContentType}\n";
        entry += string.Concat(answer.Warnings.Select(warning => $"Warning: {_normal.Text(warning)}\n").Order(StringComparer.Ordinal));
        _entries.Add(entry + _normal.Body(answer.Text));
    }

    /// <summary>Adds something else that was seen.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="seen">What was seen.</param>
    public void Add(string what, JsonNode? seen) => _entries.Add($"{what}\n{_normal.Json(seen)}");

    /// <summary>Adds a text that was seen.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="seen">What was seen.</param>
    public void AddText(string what, string seen) => _entries.Add($"{_normal.Text(what)}\n{_normal.Text(seen)}");

    /// <summary>Fails, with the first entry in which the runs differ.</summary>
    /// <param name="other">The run on the other server.</param>
    public void ShouldEqual(Transcript other)
    {
        for (var i = 0; i < Math.Max(_entries.Count, other._entries.Count); i++)
        {
            var (mine, theirs) = (_entries.ElementAtOrDefault(i), other._entries.ElementAtOrDefault(i));
            if (mine != theirs)
            {
                Assert.Fail($"the local server differs from the real one:\n{Difference.Of(theirs ?? "nothing", mine ?? "nothing")}");
            }
        }
    }
}
