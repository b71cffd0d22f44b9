namespace StartOperator.Runtime.Events;

/// <summary>How many new events an object may still have: 25 at once, and one more every five minutes.</summary>
internal sealed class EventBudget
{
    private const double Burst = 25;
    private const double PerSecond = 1 / 300.0;

    private readonly Dictionary<string, (double Left, DateTimeOffset At)> _byUid = [];

    public bool TrySpend(string uid, DateTimeOffset now)
    {
        var left = Left(uid, now);
        _byUid[uid] = (left < 1 ? left : left - 1, now);
        return left >= 1;
    }

    /// <summary>Forgets objects whose budget is full again.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var uid in _byUid.Keys)
        {
            if (Left(uid, now) >= Burst)
            {
                _byUid.Remove(uid);
            }
        }
    }

    /// <summary>A clock that is put back takes nothing from anybody.</summary>
    private double Left(string uid, DateTimeOffset now) =>
        _byUid.TryGetValue(uid, out var known) ? Math.Min(Burst, known.Left + (Math.Max(0, (now - known.At).TotalSeconds) * PerSecond)) : Burst;
}
