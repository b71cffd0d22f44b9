using System.Security.Cryptography;
using System.Text;

namespace StartOperator.LocalCluster.Nodes;

/// <summary>
/// The addresses of a node's pods: a /24 that follows from the node's name, given out in turn so that an address is not reused soon.
/// </summary>
/// <param name="nodeName">The node.</param>
internal sealed class PodAddresses(string nodeName)
{
    private readonly byte[] _network = SHA256.HashData(Encoding.UTF8.GetBytes(nodeName));
    private readonly HashSet<string> _taken = [];
    private readonly Lock _gate = new();
    private int _last;

    /// <summary>An address nobody has.</summary>
    public string Take()
    {
        lock (_gate)
        {
            for (var tries = 0; tries < 253; tries++)
            {
                _last = (_last % 253) + 1;
                var address = $"10.{128 + (_network[0] % 64)}.{_network[1]}.{_last + 1}";
                if (_taken.Add(address))
                {
                    return address;
                }
            }

            throw new InvalidOperationException($"node {nodeName} runs more than 253 pods");
        }
    }

    /// <summary>An address that a pod has from an earlier life of the node.</summary>
    public string Keep(string address)
    {
        lock (_gate)
        {
            _taken.Add(address);
            return address;
        }
    }

    /// <summary>The pod is gone.</summary>
    public void Free(string address)
    {
        lock (_gate)
        {
            _taken.Remove(address);
        }
    }
}
