namespace StartOperator.LocalCluster.Decoding;

/// <summary>A body that is not an object of the expected kind; the message says what and where.</summary>
internal sealed class DecodeException(string message) : Exception(message);
