namespace FedPrune.Model.Wire;

/// <summary>Why a payload was refused.</summary>
public enum WireFault
{
    /// <summary>It ends before what it declares.</summary>
    Truncated,

    /// <summary>It does not start as a payload does.</summary>
    NotAPayload,

    /// <summary>Its format version is not spoken here.</summary>
    Version,

    /// <summary>It declares, or is, more than the limits allow.</summary>
    TooLarge,

    /// <summary>Its bytes are not those that were sent.</summary>
    Checksum,

    /// <summary>Its header is not a valid message, or says something impossible.</summary>
    Header,

    /// <summary>It is for a network, or a number of values, other than the receiver's.</summary>
    Shape,

    /// <summary>Its mask is not a valid encoding.</summary>
    Mask,

    /// <summary>It names a topology that the receiver does not have, or that is not the one it carries.</summary>
    MaskId,

    /// <summary>A value, a scale or the loss is not a finite number.</summary>
    Values,
}

/// <summary>Bytes from outside that are refused, and why. The only exception that decoding them raises.</summary>
public sealed class WireFormatException(WireFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The kind of fault, to count refusals by.</summary>
    public WireFault Fault { get; } = fault;
}
