using StartOperator.Package.Reading;

namespace StartOperator.Package.Diagnostics;

/// <summary>
/// Collects what is wrong with a document, and hands it out in the order of the document. Of each severity it keeps the first
/// hundred and counts the rest.
/// </summary>
internal sealed class DiagnosticLog
{
    private const int MostOfASeverity = 100;

    private readonly List<(int Order, int Rank, Diagnostic Diagnostic)> _kept = [];

    /// <summary>How many errors there are, kept or not.</summary>
    public int Errors { get; private set; }

    /// <summary>How many warnings there are, kept or not.</summary>
    public int Warnings { get; private set; }

    /// <summary>Whether another warning would be kept; what is only counted need not be well phrased.</summary>
    public bool KeepsWarnings => Warnings < MostOfASeverity;

    /// <summary>Adds a finding about a piece of the document.</summary>
    public void Add(Diagnostic diagnostic, int order) => Add(diagnostic, order, rank: 0);

    /// <summary>Adds a finding after all those there are; for what is no document and has an order of its own.</summary>
    public void Append(Diagnostic diagnostic) => Add(diagnostic, Errors + Warnings, rank: 0);

    /// <summary>Adds a finding about something that is missing at the end of a map: after its last piece, inner maps first.</summary>
    public void AddAfter(int lastOrder, int depth, Diagnostic diagnostic) => Add(diagnostic, lastOrder, int.MaxValue - depth);

    /// <summary>The findings in the order of the document.</summary>
    public IReadOnlyList<Diagnostic> InOrder()
    {
        List<Diagnostic> diagnostics = [.. _kept.OrderBy(kept => kept.Order).ThenBy(kept => kept.Rank).Select(kept => kept.Diagnostic)];
        AddRest(diagnostics, Severity.Error, Errors, "errors");
        AddRest(diagnostics, Severity.Warning, Warnings, "warnings");
        return diagnostics;
    }

    private void Add(Diagnostic diagnostic, int order, int rank)
    {
        var count = diagnostic.Severity == Severity.Error ? ++Errors : ++Warnings;
        if (count <= MostOfASeverity) _kept.Add((order, rank, Printable(diagnostic)));
    }

    /// <summary>Messages quote the document, and what they quote ends up on terminals: control characters are spelled out.</summary>
    private static Diagnostic Printable(Diagnostic diagnostic) => diagnostic.Message.Any(char.IsControl) || diagnostic.Remedy.Any(char.IsControl)
        ? diagnostic with { Message = Wording.Short(diagnostic.Message, int.MaxValue), Remedy = Wording.Short(diagnostic.Remedy, int.MaxValue) }
        : diagnostic;

    private static void AddRest(List<Diagnostic> diagnostics, Severity severity, int count, string what)
    {
        if (count <= MostOfASeverity) return;

        var message = $"there are {count - MostOfASeverity} more {what}";
        diagnostics.Add(new Diagnostic(severity, "", message, "correct those listed and look again", null));
    }
}
