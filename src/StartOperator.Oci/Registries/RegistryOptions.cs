using StartOperator.Oci.Registries.Authentication;
using StartOperator.Oci.Registries.Uploads;

namespace StartOperator.Oci.Registries;

/// <summary>How to deal with a registry.</summary>
public sealed record RegistryOptions
{
    /// <summary>Who we are there.</summary>
    public CredentialStore Credentials { get; init; } = CredentialStore.Empty;

    /// <summary>Whether its certificate may be anything, and plain HTTP will do: for registries on this machine and in laboratories.</summary>
    public bool Insecure { get; init; }

    /// <summary>How many transfers go on at a time.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>What is larger goes in pieces of this size, so that it can be taken up again; in bytes.</summary>
    public long Piece { get; init; } = 32 << 20;

    /// <summary>How long the registry may be silent while a request or its body is on the way.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the registry may think about a blob that it has received: some copy it to another place first.</summary>
    public TimeSpan CommitPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest that the registry may ask us to wait before we ask again.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a request is sent before we give up.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Remembers transfers that have begun.</summary>
    public IUploadJournal Journal { get; init; } = IUploadJournal.None;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How to wait.</summary>
    public Func<TimeSpan, CancellationToken, Task> Pause { get; init; } = Task.Delay;
}
