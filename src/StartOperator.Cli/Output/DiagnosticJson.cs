using System.Text.Json;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Cli.Output;

/// <summary>Diagnostics as JSON.</summary>
internal static class DiagnosticJson
{
    /// <summary>Writes diagnostics under the key <c>diagnostics</c>.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<Diagnostic> diagnostics)
    {
        writer.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
        {
            Write(writer, diagnostic);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("severity", diagnostic.Severity == Severity.Error ? "error" : "warning");
        writer.WriteString("path", diagnostic.Path);
        writer.WriteString("message", diagnostic.Message);
        writer.WriteString("remedy", diagnostic.Remedy);
        if (diagnostic.Location is { } at)
        {
            writer.WriteString("file", at.Source);
            writer.WriteNumber("line", at.Line);
            writer.WriteNumber("column", at.Column);
        }

        writer.WriteEndObject();
    }
}
