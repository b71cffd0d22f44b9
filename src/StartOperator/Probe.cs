namespace StartOperator;

/// <summary>
/// Asks an operator how it is, over HTTP: for containers without a shell or an HTTP client of their own, such as the chart's test.
/// </summary>
public static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks, and tells what was answered.</summary>
    /// <param name="address">What to ask, such as <c>http://start-operator:8080/readyz?verbose</c>.</param>
    /// <param name="output">Is told the answer.</param>
    /// <param name="error">Is told why there is none.</param>
    /// <returns>The exit code: 0 for an answer that says yes.</returns>
    public static async Task<int> RunAsync(string address, TextWriter output, TextWriter error)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            await error.WriteLineAsync($"start-operator: '{address}' is not the address of a probe; write it as http://HOST:8080/readyz");
            return 2;
        }

        try
        {
            using var client = new HttpClient { Timeout = Patience };
            using var response = await client.GetAsync(uri);
            await output.WriteAsync(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await error.WriteLineAsync($"start-operator: {address} does not answer: {e.Message}");
            return 1;
        }
    }
}
