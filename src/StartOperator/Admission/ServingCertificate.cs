using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace StartOperator.Admission;

/// <summary>The certificate that the webhook shows to whoever connects, from the next connection on the one that was given last.</summary>
public sealed class ServingCertificate
{
    private volatile SslStreamCertificateContext? _context;

    /// <summary>The certificate with its chain; null before there is one, and then nobody can connect.</summary>
    public SslStreamCertificateContext? Context => _context;

    /// <summary>Shows another certificate.</summary>
    /// <param name="chain">The certificates from the leaf on, in PEM.</param>
    /// <param name="key">The leaf's key, in PEM.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They can't be read, or don't belong together.</exception>
    /// <exception cref="ArgumentException">There is no certificate, or no key, in them.</exception>
    public void Show(string chain, string key)
    {
        var rest = new X509Certificate2Collection();
        rest.ImportFromPem(chain);
        rest.RemoveAt(0);

        // The one before is left to the garbage collector, since connections may still be using it.
        _context = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(chain, key), rest, offline: true);
    }
}
