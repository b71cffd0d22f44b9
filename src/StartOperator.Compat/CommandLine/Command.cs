using StartOperator.Compat.Assets;

namespace StartOperator.Compat.CommandLine;

/// <summary>What the user asks for.</summary>
internal abstract record Command;

/// <summary>Say how the program is used.</summary>
internal sealed record HelpCommand : Command;

/// <summary>Say which version this is.</summary>
internal sealed record VersionCommand : Command;

/// <summary>Lay out one assets volume.</summary>
/// <param name="Request">Which, and where.</param>
internal sealed record LayOutCommand(LayOutRequest Request) : Command;

/// <summary>Copy the program itself.</summary>
/// <param name="To">The copy's path.</param>
internal sealed record InstallCommand(string To) : Command;
