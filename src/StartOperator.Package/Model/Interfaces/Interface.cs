using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Model.Interfaces;

/// <summary>A way to reach the service from outside (contract: interfaces.md §1).</summary>
public sealed record Interface
{
    /// <summary>The name shown to people.</summary>
    [Text(Limits.Name)]
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    [Text(Limits.LongText)]
    public required string Description { get; init; }

    /// <summary>Tor: internal port by external port; null without a hidden service.</summary>
    [Within("port-mapping")]
    [Entries(Limits.Entries, KeyLength = Limits.PortDigits, KeyPattern = Limits.PortPattern)]
    [Text(Limits.PortDigits, Pattern = Limits.PortPattern)]
    public PortMap<ushort>? TorConfig { get; init; }

    /// <summary>LAN: what each external port leads to; null without LAN access.</summary>
    [Entries(Limits.Entries, KeyLength = Limits.PortDigits, KeyPattern = Limits.PortPattern)]
    public PortMap<LanPort>? LanConfig { get; init; }

    /// <summary>Whether this is a web page for people.</summary>
    public required bool Ui { get; init; }

    /// <summary>Protocols, in the author's order; free text except for StartOS's rules.</summary>
    [Mandatory]
    [Items(Limits.Entries)]
    [Text(Limits.Name)]
    public ValueList<string> Protocols { get; init; } = [];
}

/// <summary>What an external LAN port leads to.</summary>
/// <param name="Ssl">Whether the port is meant for TLS; StartOS 0.3.4 and later serve TLS on every LAN port.</param>
/// <param name="Internal">The port inside the container.</param>
public sealed record LanPort(bool Ssl, [property: Whole(1, ushort.MaxValue)] ushort Internal);
