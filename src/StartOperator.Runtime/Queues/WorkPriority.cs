namespace StartOperator.Runtime.Queues;

/// <summary>How soon a key is to be worked on.</summary>
public enum WorkPriority
{
    /// <summary>Nothing is known to have changed: the first look after a start, or another look because time has passed.</summary>
    Background,

    /// <summary>Something changed, and somebody may be waiting.</summary>
    Change,
}
