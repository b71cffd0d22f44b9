using System.Threading.Channels;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>A reconciler whose every call ends as the test says.</summary>
internal sealed class ScriptedReconciler : IReconciler
{
    private readonly Channel<TaskCompletionSource<ReconcileOutcome>> _calls = Channel.CreateUnbounded<TaskCompletionSource<ReconcileOutcome>>();
    private int _count;

    public int Calls => Volatile.Read(ref _count);

    public Task<TaskCompletionSource<ReconcileOutcome>> NextAsync() =>
        _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(120));

    public async Task<ReconcileOutcome> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var outcome = new TaskCompletionSource<ReconcileOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Writer.TryWrite(outcome);
        return await outcome.Task.WaitAsync(cancellationToken);
    }
}
