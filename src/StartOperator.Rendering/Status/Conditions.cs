using System.Globalization;
using StartOperator.Resources;

namespace StartOperator.Rendering.Status;

/// <summary>Conditions over time: the transition time moves only when the status does.</summary>
public static class Conditions
{
    private const int MessageLength = 1024;

    /// <summary>The conditions for these verdicts, given those of before.</summary>
    public static IReadOnlyList<ServiceCondition> From(
        IEnumerable<Verdict> verdicts, IReadOnlyList<ServiceCondition> before, long? generation, DateTimeOffset now) =>
        [.. verdicts.Select(verdict => From(verdict, before.FirstOrDefault(c => c.Type == verdict.Type), generation, now))];

    private static ServiceCondition From(Verdict verdict, ServiceCondition? before, long? generation, DateTimeOffset now) => new()
    {
        Type = verdict.Type,
        Status = verdict.Status,
        Reason = verdict.Reason,
        Message = Shortened(verdict.Message),
        ObservedGeneration = generation,
        LastTransitionTime = before?.Status == verdict.Status
            ? before.LastTransitionTime
            : now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    private static string Shortened(string message)
    {
        if (message.Length <= MessageLength)
        {
            return message;
        }

        // Half of a character outside the basic plane is no text.
        var end = char.IsHighSurrogate(message[MessageLength - 2]) ? MessageLength - 2 : MessageLength - 1;
        return message[..end] + "…";
    }
}
