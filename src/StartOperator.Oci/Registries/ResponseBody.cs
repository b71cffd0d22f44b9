namespace StartOperator.Oci.Registries;

/// <summary>Reads the small bodies of answers.</summary>
internal static class ResponseBody
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads at most so many bytes; what is longer is cut off.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int read; body.Length < most && (read = await stream.ReadAsync(buffer, patience.Token)) > 0;) body.Write(buffer.AsSpan(0, (int)Math.Min(read, most - body.Length)));
        return body.ToArray();
    }
}
