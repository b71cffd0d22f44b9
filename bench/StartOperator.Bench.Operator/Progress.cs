namespace StartOperator.Bench.Operator;

/// <summary>Tells on standard output when a number of reconciles have ended.</summary>
/// <param name="expected">The number; zero for never.</param>
public sealed class Progress(int expected)
{
    private int _reconciled;

    /// <summary>One more.</summary>
    public void Reconciled()
    {
        if (Interlocked.Increment(ref _reconciled) == expected)
        {
            Console.WriteLine("reconciled");
        }
    }
}
