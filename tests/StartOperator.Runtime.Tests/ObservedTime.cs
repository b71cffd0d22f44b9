using Microsoft.Extensions.Time.Testing;

namespace StartOperator.Runtime.Tests;

/// <summary>A clock that stands still until told, and tells when somebody begins to wait on it.</summary>
public sealed class ObservedTime : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan Least, TimeSpan Most, TaskCompletionSource<TimeSpan> Seen)> _waiting = [];
    private readonly List<TimeSpan> _unseen = [];

    /// <summary>Waits until somebody waits for a time within these bounds, or did so since this was last asked, and gives that time.</summary>
    public Task<TimeSpan> WaitedForAsync(double leastSeconds, double mostSeconds)
    {
        var (least, most) = (TimeSpan.FromSeconds(leastSeconds), TimeSpan.FromSeconds(mostSeconds));
        lock (_gate)
        {
            if (_unseen.FindIndex(t => t >= least && t <= most) is >= 0 and var index)
            {
                var time = _unseen[index];
                _unseen.RemoveRange(0, index + 1);
                return Task.FromResult(time);
            }

            var seen = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((least, most, seen));
            return seen.Task.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until somebody waits for a time within these bounds, and lets that time pass.</summary>
    public async Task PassAsync(double leastSeconds, double mostSeconds) => Advance(await WaitedForAsync(leastSeconds, mostSeconds));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ObservedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Note(dueTime);
        return timer;
    }

    private void Note(TimeSpan dueTime)
    {
        if (dueTime <= TimeSpan.Zero)
        {
            return;
        }

        lock (_gate)
        {
            if (_waiting.FindIndex(w => dueTime >= w.Least && dueTime <= w.Most) is >= 0 and var index)
            {
                _waiting[index].Seen.SetResult(dueTime);
                _waiting.RemoveAt(index);
            }
            else
            {
                _unseen.Add(dueTime);
            }
        }
    }

    private sealed class ObservedTimer(ObservedTime time, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            time.Note(dueTime);
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
