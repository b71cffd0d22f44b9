namespace StartOperator.Cli.Output;

/// <summary>What startctl ends with.</summary>
public static class ExitCodes
{
    /// <summary>All is well; there may be warnings.</summary>
    public const int Success = 0;

    /// <summary>The input has faults, or something could not be done.</summary>
    public const int Faults = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;
}
