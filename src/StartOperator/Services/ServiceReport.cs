using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Services;

/// <summary>What one reconcile has found out about a service, to be told in its status.</summary>
public sealed class ServiceReport
{
    private readonly List<Verdict> _verdicts = [];

    /// <summary>What the service is in, as far as main goes.</summary>
    public Situation Situation { get; set; } = new Situation.Progressing(Reasons.Starting, "the service is being looked at");

    /// <summary>Why the spec is refused; it goes before <see cref="Situation"/>.</summary>
    public Situation.Refused? Refusal { get; set; }

    /// <summary>What main is doing, in StartOS's words; null when nobody has looked.</summary>
    public MainStatus? Main { get; set; }

    /// <summary>What is installed; null for no change.</summary>
    public InstalledPackage? Installed { get; set; }

    /// <summary>The service's data volumes; null when nobody has looked.</summary>
    public IReadOnlyList<VolumeStatus>? Volumes { get; set; }

    /// <summary>When to look again although nothing happens; null for never.</summary>
    public TimeSpan? LookAgainAfter { get; private set; }

    /// <summary>What else there is to say.</summary>
    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>Says something more.</summary>
    public void Add(Verdict verdict) => _verdicts.Add(verdict);

    /// <summary>Asks for another look; of several wishes the earliest counts.</summary>
    public void LookAgain(TimeSpan after)
    {
        if (LookAgainAfter is not { } earlier || after < earlier)
        {
            LookAgainAfter = after < TimeSpan.Zero ? TimeSpan.Zero : after;
        }
    }
}
