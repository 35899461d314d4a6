using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FedPrune.Actors;
using FedPrune.Actors.Cluster;
using FedPrune.Host.Configuration;
using FedPrune.Model.Sparse;

namespace FedPrune.Host.Nodes;

/// <summary>What nodes compare before they take part in one run.</summary>
internal static class Fingerprints
{
    private const int Digits = 16;

    /// <summary>The fingerprint of what a node has before it.</summary>
    /// <param name="configuration">The experiment.</param>
    /// <param name="data">Its data, dealt out.</param>
    /// <param name="engine">What trains here.</param>
    public static Fingerprint Of(RunConfiguration configuration, FederatedData data, EngineKind engine) => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(configuration.ToSend())))[..Digits],
        OfData(data),
        engine.ToString().ToLowerInvariant());

    // What devices train on: the images, whose they are, and their labels as the devices see them.
    private static string OfData(FederatedData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(data.Images.Train.AllPixels);
        hash.AppendData(data.Labels.Span);
        for (int device = 0; device < data.Partition.Devices; device++)
        {
            hash.AppendData(BitConverter.GetBytes(data.Partition.CountOf(device)));
            hash.AppendData(MemoryMarshal.AsBytes(data.Partition.Samples(device)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}
