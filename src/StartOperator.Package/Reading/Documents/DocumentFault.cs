using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Ends the loading of a document that can't be read at all; it becomes one diagnostic and never leaves the loader.</summary>
internal sealed class DocumentFault : Exception
{
    public DocumentFault(string message, string remedy, SourceLocation? location)
        : base(message) => (Remedy, Location) = (remedy, location);

    public string Remedy { get; }

    public SourceLocation? Location { get; }
}
