namespace TorchSharp;

/// <summary>A number that takes part in a tensor operation: an integer keeps an integral tensor integral, a real does not.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(ScalarValue value) => Value = value;

    internal ScalarValue Value { get; }

    public static implicit operator Scalar(int value) => new(ScalarValue.Of((long)value));

    public static implicit operator Scalar(long value) => new(ScalarValue.Of(value));

    public static implicit operator Scalar(float value) => new(ScalarValue.Of((double)value));

    public static implicit operator Scalar(double value) => new(ScalarValue.Of(value));

    /// <summary>Nothing to release: the value lives in managed memory.</summary>
    public void Dispose()
    {
    }
}

/// <summary><c>fp_scalar</c> of the C border.</summary>
internal readonly struct ScalarValue
{
    internal static readonly ScalarValue One = Of(1L);
    internal static readonly ScalarValue MinusOne = Of(-1L);

    private readonly double _real;
    private readonly long _integer;
    private readonly long _isInteger;

    private ScalarValue(double real, long integer, long isInteger)
    {
        _real = real;
        _integer = integer;
        _isInteger = isInteger;
    }

    internal ScalarValue Negated => new(-_real, -_integer, _isInteger);

    internal static ScalarValue Of(long value) => new(0, value, 1);

    internal static ScalarValue Of(double value) => new(value, 0, 0);
}
