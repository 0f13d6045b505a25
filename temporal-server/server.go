package main

import (
	"fmt"
	"net"
	"os"

	"github.com/google/uuid"
	uiserver "github.com/temporalio/ui-server/v2/server"
	uiconfig "github.com/temporalio/ui-server/v2/server/config"
	uioptions "github.com/temporalio/ui-server/v2/server/server_options"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/temporal"
)

const (
	// As Temporal's development server has them: the files of either can be opened by the other.
	clusterName = "active"
	namespace   = "default"
	shards      = 1
	store       = "sqlite"
)

// newServer gives all services of Temporal in one process. Clients reach the frontend alone, with the key; the others
// reach each other alone, by certificates that exist in this process.
func newServer(s settings) (temporal.Server, error) {
	sql, err := openStore(s)
	if err != nil {
		return nil, err
	}
	within, err := newCertificates()
	if err != nil {
		return nil, err
	}
	services, hosts, err := places(s)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(services))
	for name := range services {
		names = append(names, name)
	}
	values := dynamicconfig.StaticClient{}
	for name, value := range s.dynamicConfig {
		values[dynamicconfig.Key(name)] = value
	}
	return temporal.NewServer(
		temporal.WithConfig(&config.Config{
			Services:            services,
			Persistence:         persistence(sql),
			ClusterMetadata:     metadata(s),
			DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
			Archival:            noArchival,
			NamespaceDefaults:   config.NamespaceDefaults{Archival: noDefaultArchival},
		}),
		temporal.ForServices(names),
		// They are in this process and stay there: no gossip, and no ports for it.
		temporal.WithStaticHosts(hosts),
		temporal.WithTLSConfigFactory(within),
		temporal.WithAuthorizer(authorization.NewDefaultAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return newKeyholders(s.key) }),
		temporal.WithDynamicConfigClient(values),
		temporal.WithLogger(log.NewZapLogger(log.BuildZapLogger(log.Config{Stdout: true, Level: s.logLevel}))),
	)
}

// newUI gives the server of the UI. It has no key: it passes on the one that a request brings.
func newUI(s settings) *uiserver.Server {
	return uiserver.NewServer(uioptions.WithConfigProvider(&uiconfig.Config{
		Host:                s.uiIP,
		Port:                s.uiPort,
		TemporalGRPCAddress: fmt.Sprintf("%s:%d", s.ip, s.port),
		EnableUI:            true,
		CORS:                uiconfig.CORS{CookieInsecure: true},
		HideLogs:            true,
	}))
}

// openStore makes the database and the namespace in it where they are not there.
func openStore(s settings) (*config.SQL, error) {
	sql := &config.SQL{
		PluginName:        sqliteplugin.PluginName,
		DatabaseName:      s.database,
		ConnectAttributes: map[string]string{"mode": "rwc"},
	}
	for name, value := range s.pragmas {
		sql.ConnectAttributes[name] = value
	}
	if _, err := os.Stat(s.database); os.IsNotExist(err) {
		if err := sqlite.SetupSchema(sql); err != nil {
			return nil, fmt.Errorf("the database cannot be made: %w", err)
		}
	}
	wanted, err := sqlite.NewNamespaceConfig(clusterName, namespace, false, s.searchAttributes)
	if err != nil {
		return nil, err
	}
	if err := sqlite.CreateNamespaces(sql, wanted); err != nil {
		return nil, fmt.Errorf("the namespace cannot be made: %w", err)
	}
	return sql, nil
}

// places says where each service listens. Those within have a frontend of their own, which asks for certificates.
func places(s settings) (map[string]config.Service, map[primitives.ServiceName]static.Hosts, error) {
	services := map[string]config.Service{}
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, name := range []primitives.ServiceName{
		primitives.FrontendService,
		primitives.InternalFrontendService,
		primitives.HistoryService,
		primitives.MatchingService,
		primitives.WorkerService,
	} {
		port := s.port
		if name != primitives.FrontendService {
			var err error
			if port, err = freePort(s.ip); err != nil {
				return nil, nil, err
			}
		}
		services[string(name)] = config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: s.ip}}
		hosts[name] = static.SingleLocalHost(fmt.Sprintf("%s:%d", s.ip, port))
	}
	return services, hosts, nil
}

func freePort(ip string) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func persistence(sql *config.SQL) config.Persistence {
	return config.Persistence{
		DefaultStore:     store,
		VisibilityStore:  store,
		NumHistoryShards: shards,
		DataStores:       map[string]config.DataStore{store: {SQL: sql}},
	}
}

func metadata(s settings) *cluster.Config {
	return &cluster.Config{
		FailoverVersionIncrement: 10,
		MasterClusterName:        clusterName,
		CurrentClusterName:       clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{
			clusterName: {
				Enabled:                true,
				InitialFailoverVersion: 1,
				RPCAddress:             fmt.Sprintf("%s:%d", s.ip, s.port),
				// What the database has since it was made counts.
				ClusterID: uuid.NewString(),
			},
		},
	}
}

var (
	noArchival = config.Archival{
		History:    config.HistoryArchival{State: config.ArchivalDisabled},
		Visibility: config.VisibilityArchival{State: config.ArchivalDisabled},
	}
	noDefaultArchival = config.ArchivalNamespaceDefaults{
		History:    config.HistoryArchivalNamespaceDefaults{State: config.ArchivalDisabled},
		Visibility: config.VisibilityArchivalNamespaceDefaults{State: config.ArchivalDisabled},
	}
)
