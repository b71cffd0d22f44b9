using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Runtime.Queues;

/// <summary>
/// Keys that wait for work: changes before the background, else first come first served. A key waits at most once however often it is added, is
/// never with two workers at a time, and waits again after its worker is done if it was added meanwhile. Keys that wait for a time hold no worker.
/// </summary>
/// <typeparam name="TKey">What is worked on.</typeparam>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly ReadyKeys<TKey> _ready = new();
    private readonly Dictionary<TKey, WorkPriority> _again = [];
    private readonly Dictionary<TKey, WorkPriority> _processing = [];
    private readonly Dictionary<TKey, Failure> _failures = [];
    private readonly Queue<TaskCompletionSource<Taken>> _workers = new();
    private readonly DelayedKeys<TKey> _delayed = new();
    private readonly ITimer _timer;
    private readonly long _origin;
    private long _timerDue = long.MaxValue;
    private bool _closed;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="time">The clock of delays.</param>
    /// <param name="backoff">The waits after failures; <see cref="Backoff.Reconcile"/> when null.</param>
    public WorkQueue(TimeProvider time, Backoff? backoff = null)
    {
        _time = time;
        _backoff = backoff ?? Backoff.Reconcile;
        _origin = time.GetTimestamp();
        _timer = time.CreateTimer(static q => ((WorkQueue<TKey>)q!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many keys a worker could take now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>How many keys have failed and not succeeded since.</summary>
    public int Failing
    {
        get
        {
            lock (_gate)
            {
                return _failures.Count;
            }
        }
    }

    /// <summary>How many keys are with workers.</summary>
    public int Processing
    {
        get
        {
            lock (_gate)
            {
                return _processing.Count;
            }
        }
    }

    /// <summary>Asks for work on a key as soon as possible.</summary>
    public void Add(TKey key, WorkPriority priority = WorkPriority.Change)
    {
        lock (_gate)
        {
            AddUnderLock(key, priority);
        }
    }

    /// <summary>
    /// Asks for work on a key after a delay; of several delays of a key the soonest counts. Work on the key before that, for whatever reason,
    /// cancels it: that work says itself when it wants to be repeated.
    /// </summary>
    public void AddAfter(TKey key, TimeSpan delay, WorkPriority priority = WorkPriority.Background)
    {
        lock (_gate)
        {
            if (delay <= TimeSpan.Zero)
            {
                AddUnderLock(key, priority);
            }
            else if (!_closed)
            {
                DelayUnderLock(key, delay, priority);
            }
        }
    }

    /// <summary>
    /// Asks for work on a key that failed, after a wait that grows with each failure in a row, if the wait before was kept: work that something else
    /// asked for meanwhile, and that fails too, waits as long again and no longer. It keeps the priority it was taken with.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="atLeast">Wait no shorter than this, such as what a server asked for; the back-off's cap holds all the same.</param>
    /// <returns>The wait.</returns>
    public TimeSpan AddAfterFailure(TKey key, TimeSpan atLeast = default)
    {
        lock (_gate)
        {
            var delay = _backoff.After(CountFailure(key));
            atLeast = atLeast < _backoff.Cap ? atLeast : _backoff.Cap;
            delay = delay < atLeast ? atLeast : delay;
            if (!_closed)
            {
                DelayUnderLock(key, delay, _processing.GetValueOrDefault(key, WorkPriority.Change));
            }

            return delay;
        }
    }

    /// <summary>The key's work succeeded: its next failure counts as the first.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }

    /// <summary>How often in a row the key's work has failed.</summary>
    public int Failures(TKey key)
    {
        lock (_gate)
        {
            return _failures.GetValueOrDefault(key).InARow;
        }
    }

    /// <summary>Takes a key if one is ready; the worker must give it back with <see cref="Done"/>.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TKey key)
    {
        lock (_gate)
        {
            if (_closed || !_ready.TryTake(out key, out var priority, out var since))
            {
                key = default;
                return false;
            }

            TakeUnderLock(key, priority, since);
            return true;
        }
    }

    /// <summary>Waits for a key and takes it; the worker must give it back with <see cref="Done"/>. Not taken when the queue is closed.</summary>
    public ValueTask<Taken> TakeAsync(CancellationToken cancellationToken = default)
    {
        TaskCompletionSource<Taken> waiting;
        lock (_gate)
        {
            if (_closed)
            {
                return new(default(Taken));
            }

            if (_ready.TryTake(out var key, out var priority, out var since))
            {
                return new(TakeUnderLock(key, priority, since));
            }

            waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _workers.Enqueue(waiting);
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(waiting, cancellationToken) : new(waiting.Task);
    }

    /// <summary>A worker is done with a key, for better or worse.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            _processing.Remove(key);
            if (_again.Remove(key, out var priority))
            {
                Offer(key, priority);
            }
        }
    }

    /// <summary>Hands out no more keys; workers that wait get none. Keys that are with workers can still be given back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_workers.TryDequeue(out var worker))
            {
                worker.TrySetResult(default);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        _timer.Dispose();
    }

    private static async ValueTask<Taken> WaitAsync(TaskCompletionSource<Taken> waiting, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(
            static (worker, token) => ((TaskCompletionSource<Taken>)worker!).TrySetCanceled(token), waiting);
        return await waiting.Task;
    }

    /// <summary>How many waits the key has had, with the one that begins.</summary>
    private int CountFailure(TKey key)
    {
        var (inARow, waits, isEarly) = _failures.GetValueOrDefault(key);
        var counted = new Failure(Next(inARow), isEarly ? waits : Next(waits), IsEarly: false);
        _failures[key] = counted;
        return counted.Waits;

        static int Next(int count) => count == int.MaxValue ? count : count + 1;
    }

    private void AddUnderLock(TKey key, WorkPriority priority)
    {
        if (_closed)
        {
            return;
        }

        if (_processing.ContainsKey(key))
        {
            _again[key] = _again.TryGetValue(key, out var asked) && asked > priority ? asked : priority;
        }
        else
        {
            Offer(key, priority);
        }
    }

    private void Offer(TKey key, WorkPriority priority)
    {
        // A worker whose wait was cancelled has left its place in the line.
        while (_workers.TryDequeue(out var worker))
        {
            var taken = TakeUnderLock(key, priority, Now);
            if (worker.TrySetResult(taken))
            {
                return;
            }

            _processing.Remove(key);
        }

        _ready.Add(key, priority, Now);
    }

    private Taken TakeUnderLock(TKey key, WorkPriority priority, long since)
    {
        _processing[key] = priority;
        if (_delayed.Remove(key) && _failures.TryGetValue(key, out var failure))
        {
            _failures[key] = failure with { IsEarly = true };
        }

        return new Taken(key, TimeSpan.FromTicks(Now - since));
    }

    private void DelayUnderLock(TKey key, TimeSpan delay, WorkPriority priority)
    {
        var due = Now + Math.Max(1, delay.Ticks);
        _delayed.Add(key, due < 0 ? long.MaxValue : due, priority);
        Schedule();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _timerDue = long.MaxValue;
            while (!_closed && _delayed.TryTake(Now, out var key, out var priority))
            {
                AddUnderLock(key, priority);
            }

            Schedule();
        }
    }

    private void Schedule()
    {
        if (_closed || !_delayed.TryPeek(out var due) || due >= _timerDue)
        {
            return;
        }

        // A timer takes at most about 49 days; a later key is looked at again then.
        _timerDue = due;
        var wait = Math.Clamp(due - Now, 0, TimeSpan.TicksPerDay * 40);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait / (double)TimeSpan.TicksPerMillisecond)), Timeout.InfiniteTimeSpan);
    }

    private long Now => _time.GetElapsedTime(_origin).Ticks;

    private readonly record struct Failure(int InARow, int Waits, bool IsEarly);

    /// <summary>What a worker got.</summary>
    public readonly struct Taken
    {
        private readonly TKey _key;

        internal Taken(TKey key, TimeSpan waited)
        {
            _key = key;
            Waited = waited;
            HasKey = true;
        }

        /// <summary>How long the key waited for a worker.</summary>
        public TimeSpan Waited { get; }

        /// <summary>Whether there is a key; there is none when the queue is closed.</summary>
        public bool HasKey { get; }

        /// <summary>The key, if there is one.</summary>
        public bool TryGet([MaybeNullWhen(false)] out TKey key)
        {
            key = _key;
            return HasKey;
        }
    }
}
