using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>What was asked and answered in one run, in a form in which runs on two servers can be compared.</summary>
public sealed class Transcript(string token)
{
    private readonly List<string> _entries = [];

    /// <summary>Adds an answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">The answer.</param>
    public void Add(string request, Answer answer)
    {
        var entry = $"{Normal.Text(request, token)}\n{(int)answer.Code} {answer.ContentType}\n";
        entry += string.Concat(answer.Warnings.Select(warning => $"Warning: {Normal.Text(warning, token)}\n"));
        _entries.Add(entry + Normal.Body(answer.Text, token));
    }

    /// <summary>Adds something else that was seen.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="seen">What was seen.</param>
    public void Add(string what, JsonNode? seen) => _entries.Add($"{what}\n{Normal.Json(seen, token)}");

    /// <summary>Adds a text that was seen.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="seen">What was seen.</param>
    public void AddText(string what, string seen) => _entries.Add($"{Normal.Text(what, token)}\n{Normal.Text(seen, token)}");

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
