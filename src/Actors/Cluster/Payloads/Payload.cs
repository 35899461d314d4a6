using FedPrune.Model.Wire;
using Google.Protobuf;

namespace FedPrune.Actors.Cluster.Payloads;

/// <summary>Payloads as messages.</summary>
internal static class Payload
{
    /// <summary>Reads a message.</summary>
    /// <exception cref="WireFormatException">The bytes are no such message.</exception>
    public static T Parse<T>(MessageParser<T> parser, ReadOnlyMemory<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new WireFormatException(WireFault.Header, $"{bytes.Length} bytes are no valid payload: {e.Message}", e);
        }
    }
}
