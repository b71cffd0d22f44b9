namespace StartOperator.Rendering.Pods;

/// <summary>What a pointer volume leads to at the time when a pod is made.</summary>
/// <param name="Claim">The claim of the data volume that it points to; null when there is none, and the pod gets an empty folder instead.</param>
public readonly record struct PointerResolution(string? Claim)
{
    /// <summary>There is nothing to point to.</summary>
    public static PointerResolution Absent => default;
}
