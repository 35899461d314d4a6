namespace FedPrune.Model.Data;

/// <summary>A data set is missing, damaged or not what it should be. The message is one line: what, where, what is expected.</summary>
public sealed class InvalidDataSetException : Exception
{
    public InvalidDataSetException()
    {
    }

    public InvalidDataSetException(string message) : base(message)
    {
    }

    public InvalidDataSetException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
