package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/rpc/encryption"
)

// keyholders may do everything. Whoever shows no key has no claims, and what the server's own authorizer allows to
// everybody: to ask whether it is well.
type keyholders struct{ token []byte }

func newKeyholders(key string) keyholders { return keyholders{[]byte("Bearer " + key)} }

func (k keyholders) GetClaims(shown *authorization.AuthInfo) (*authorization.Claims, error) {
	if subtle.ConstantTimeCompare([]byte(shown.AuthToken), k.token) != 1 {
		return nil, errors.New("the key is wrong")
	}
	return &authorization.Claims{System: authorization.RoleAdmin}, nil
}

// certificates are those that the services of this process ask of each other. They are made anew at each start, and
// their keys are nowhere else.
type certificates struct {
	server *tls.Config
	client *tls.Config
}

// Nobody outside of this process looks the name up.
const within = "within.kiln-temporal.invalid"

func newCertificates() (*certificates, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{within},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		// A process does not get that old.
		NotAfter:              time.Now().AddDate(100, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	own, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(own)
	shown := []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key, Leaf: own}}
	return &certificates{
		server: &tls.Config{
			MinVersion:   tls.VersionTLS13,
			Certificates: shown,
			ClientCAs:    trusted,
			ClientAuth:   tls.RequireAndVerifyClientCert,
		},
		client: &tls.Config{
			MinVersion:   tls.VersionTLS13,
			Certificates: shown,
			RootCAs:      trusted,
			ServerName:   within,
		},
	}, nil
}

func (c *certificates) GetInternodeServerConfig() (*tls.Config, error) { return c.server, nil }
func (c *certificates) GetInternodeClientConfig() (*tls.Config, error) { return c.client, nil }

// Clients show the key, on loopback, where nobody listens in who could not read it elsewhere.
func (c *certificates) GetFrontendServerConfig() (*tls.Config, error) { return nil, nil }
func (c *certificates) GetFrontendClientConfig() (*tls.Config, error) { return nil, nil }

func (c *certificates) GetRemoteClusterClientConfig(string) (*tls.Config, error) { return nil, nil }

func (c *certificates) GetExpiringCerts(time.Duration) (encryption.CertExpirationMap, encryption.CertExpirationMap, error) {
	return nil, nil, nil
}
