namespace StartOperator.Package.Diagnostics;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>StartOS accepts it; it is probably not what the author meant.</summary>
    Warning,

    /// <summary>StartOS rejects it, or no emulator should accept it.</summary>
    Error,
}

/// <summary>Something wrong with a package.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Path">The dotted path of keys to the fault, such as <c>health-checks.synced.entrypoint</c>; empty for the whole document.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Location">Where it stands in its source; null where there is no text, as in a resource's field.</param>
public sealed record Diagnostic(Severity Severity, string Path, string Message, string Remedy, SourceLocation? Location);

/// <summary>A place in a text; both numbers count from 1.</summary>
/// <param name="Source">The file, as it was named to the reader.</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column, in UTF-16 code units.</param>
public readonly record struct SourceLocation(string Source, int Line, int Column);
