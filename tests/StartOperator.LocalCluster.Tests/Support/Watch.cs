using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>The events of one watch, read one by one.</summary>
public sealed class Watch(HttpResponseMessage response, Stream body, Transcript transcript, CancellationToken cancellation) : IDisposable
{
    private readonly StreamReader _lines = new(body);

    /// <summary>The next event, be it long in coming; null when the server ended the watch.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        if (await _lines.ReadLineAsync(cancellation) is not { } line)
        {
            return null;
        }

        var change = JsonNode.Parse(line)!.AsObject();
        transcript.Add("watch", change);
        return change;
    }

    /// <summary>The next event in short, such as <c>ADDED a</c>; empty when the watch ended.</summary>
    public async Task<string> ToldAsync() =>
        await NextAsync() is { } change ? $"{change["type"]} {change["object"]?["metadata"]?["name"]}".TrimEnd() : "";

    /// <summary>The next events in short.</summary>
    /// <param name="count">How many.</param>
    public async Task<IReadOnlyList<string>> ToldAsync(int count)
    {
        var told = new List<string>();
        while (told.Count < count)
        {
            told.Add(await ToldAsync());
        }

        return told;
    }

    public void Dispose()
    {
        _lines.Dispose();
        response.Dispose();
    }
}
