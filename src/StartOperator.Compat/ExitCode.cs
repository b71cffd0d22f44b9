namespace StartOperator.Compat;

/// <summary>How a run ended: the process's exit code.</summary>
internal enum ExitCode
{
    /// <summary>Done, or nothing to do.</summary>
    Done = 0,

    /// <summary>What was given can't be used: trying again without changing it is pointless.</summary>
    Refused = 1,

    /// <summary>The command line makes no sense.</summary>
    Usage = 2,

    /// <summary>The system failed (disk full, no permission …): trying again may help.</summary>
    Io = 3,
}
