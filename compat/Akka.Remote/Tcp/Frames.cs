namespace Akka.Remote.Tcp;

/// <summary>
/// What goes over a connection: a 32-bit length, little-endian, then so many bytes, of which the first says what they are.
/// A connection carries messages one way, from who opened it; the other way go answers about the connection itself.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>A message of an actor.</summary>
    Message = 1,

    /// <summary>A message between cells, numbered, sent again until it is acknowledged.</summary>
    SystemMessage = 2,

    /// <summary>The number up to which system messages have arrived.</summary>
    Acknowledgement = 3,

    /// <summary>Still there?</summary>
    Ping = 4,

    /// <summary>Still there.</summary>
    Pong = 5,

    /// <summary>The end of the connection, with the reason.</summary>
    Goodbye = 6,
}

/// <summary>Why a system ends or refuses a connection.</summary>
internal enum GoodbyeReason : byte
{
    Shutdown = 1,
    Quarantined = 2,
    WrongAddress = 3,
    WrongVersion = 4,
}

internal static class Frame
{
    public const int LengthBytes = sizeof(int);

    /// <summary>The most bytes of a message's names: recipient, sender and manifest, with what is before and between them.</summary>
    public const int MostHeader = 16 * 1024;
}

/// <summary>The other end sent what no peer of this engine sends.</summary>
internal sealed class BadFrameException(string message) : Exception(message);

/// <summary>The other end refused the connection.</summary>
internal sealed class RefusedException(GoodbyeReason reason, string message) : Exception(message)
{
    public GoodbyeReason Reason { get; } = reason;
}
