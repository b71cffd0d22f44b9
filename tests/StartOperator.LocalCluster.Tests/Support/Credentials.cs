namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>Who sends a request.</summary>
public enum Credentials
{
    /// <summary>A user who may do everything.</summary>
    Admin,

    /// <summary>Nobody in particular.</summary>
    None,

    /// <summary>Somebody with a token that isn't known.</summary>
    Unknown,
}
