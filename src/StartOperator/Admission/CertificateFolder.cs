using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StartOperator.Admission;

/// <summary>Shows the certificate that somebody else keeps in a folder, as cert-manager does in a mounted Secret, and the new one when it has changed.</summary>
/// <param name="options">The folder.</param>
/// <param name="certificate">What is shown.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">What went wrong.</param>
public sealed partial class CertificateFolder(WebhookOptions options, ServingCertificate certificate, TimeProvider time, ILogger<CertificateFolder> logger)
    : BackgroundService
{
    /// <summary>How often the files are looked at; a Secret takes about a minute to reach them anyway.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(30);

    private (string Chain, string Key)? _shown;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var folder = options.CertificateFolder!;
        try
        {
            var chain = await File.ReadAllTextAsync(Path.Combine(folder, "tls.crt"), cancellationToken);
            var key = await File.ReadAllTextAsync(Path.Combine(folder, "tls.key"), cancellationToken);
            if (_shown == (chain, key))
            {
                return;
            }

            certificate.Show(chain, key);
            _shown = (chain, key);
            LogShown(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            LogFailed(folder, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The webhook shows the certificate in {Folder}")]
    private partial void LogShown(string folder);

    [LoggerMessage(LogLevel.Warning, "The certificate in {Folder} can't be shown; the one before is shown on: {Why}")]
    private partial void LogFailed(string folder, string why);
}
